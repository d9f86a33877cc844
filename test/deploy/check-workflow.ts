import { registerHooks } from 'node:module';

/** Gives what the parser of GitHub itself says of a workflow; nothing when it is in order. */
export async function checkWorkflow(content: string): Promise<readonly string[]> {
  // The package imports JSON without saying that it is JSON, which only bundlers understand.
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      return specifier.endsWith('.json')
        ? { ...resolved, importAttributes: { type: 'json' } }
        : resolved;
    },
  });
  try {
    const { parseWorkflow, NoOperationTraceWriter } = await import('@actions/workflow-parser');
    const file = { name: 'workflow.yml', content };
    const { context } = parseWorkflow(file, new NoOperationTraceWriter());
    return context.errors.getErrors().map(({ message }) => message);
  } finally {
    hooks.deregister();
  }
}
