import { writeFile } from 'node:fs/promises';
import { runNpm } from './run-npm.ts';

/**
 * Writes the bill of materials of a staged release as npm makes it: CycloneDX JSON, with hashes and licences.
 *
 * npm names packages of a workspace by their folders; they get the names by which they are published.
 */
export async function writeSbom(repository: string, staging: string, file: string): Promise<void> {
  const sbom = await runNpm(repository, staging, [
    'sbom',
    '--package-lock-only',
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
  ]);
  const bill = JSON.parse(sbom) as Bill;
  const named = {
    ...bill,
    metadata: { ...bill.metadata, component: nameByReference(bill.metadata.component) },
    components: bill.components.map(nameByReference),
  };
  await writeFile(file, `${JSON.stringify(named, null, 2)}\n`);
}

/** A reference is the name of the package, `@` and its version. */
function nameByReference(component: Component): Component & { readonly name: string } {
  const reference = component['bom-ref'];
  return { ...component, name: reference.slice(0, reference.lastIndexOf('@')) };
}

type Component = { readonly 'bom-ref': string };

type Bill = {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
};
