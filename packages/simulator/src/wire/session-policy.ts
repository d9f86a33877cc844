import { matchesAnyPattern } from './name-pattern.ts';
import { ServiceError, validationError } from './service-error.ts';

/** An inline session policy, read: it can only narrow what the role allows. */
export type SessionPolicy = {
  readonly statements: readonly PolicyStatement[];
};

/** What a session policy says to one action on one resource. */
export type PolicyVerdict = 'allowed' | 'not-allowed' | 'denied';

type PolicyStatement = {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: NameList;
  readonly resources: NameList;
};

type NameList = { readonly patterns: readonly string[]; readonly negated: boolean };

/**
 * Reads the text of a session policy.
 * Throws `MalformedPolicyDocument` for what AWS would refuse, and for conditions, which are not simulated.
 */
export function parseSessionPolicy(text: string): SessionPolicy {
  const known = parsedPolicies.get(text);
  if (known !== undefined) return known;
  if (text.length < 1 || text.length > maxPolicyCharacters) {
    throw validationError(
      "1 validation error detected: Value at 'policy' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${maxPolicyCharacters}`,
    );
  }
  const document = asObject(parseJson(text));
  const version = document['Version'];
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string');
  }
  const policy = { statements: asList(document['Statement']).map(readStatement) };
  if (policy.statements.length === 0) throw malformed('Syntax errors in policy.');
  if (parsedPolicies.size >= maxParsedPolicies) parsedPolicies.clear();
  parsedPolicies.set(text, policy);
  return policy;
}

/** Judges an action; `readResource` is called only if a statement names resources. */
export function judgeBySessionPolicy(
  policy: SessionPolicy,
  action: string,
  readResource: () => string,
): PolicyVerdict {
  let verdict: PolicyVerdict = 'not-allowed';
  for (const statement of policy.statements) {
    if (!matchesList(statement.actions, action)) continue;
    if (!isEverything(statement.resources) && !matchesList(statement.resources, readResource())) {
      continue;
    }
    if (statement.effect === 'Deny') return 'denied';
    verdict = 'allowed';
  }
  return verdict;
}

/** Longest plain text of a session policy. */
export const maxPolicyCharacters = 2_048;

function readStatement(value: unknown): PolicyStatement {
  const statement = asObject(value);
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Syntax errors in policy.');
  if ('Principal' in statement || 'NotPrincipal' in statement) {
    throw malformed('Policy document should not specify a principal.');
  }
  if ('Condition' in statement) {
    throw malformed('The simulator does not evaluate conditions of session policies.');
  }
  const actions = readNames(statement, 'Action', 'NotAction');
  if (actions.patterns.some((pattern) => pattern !== '*' && !/^[\w-]+:\S+$/.test(pattern))) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  return { effect, actions, resources: readNames(statement, 'Resource', 'NotResource') };
}

function readNames(
  statement: Readonly<Record<string, unknown>>,
  key: string,
  negatedKey: string,
): NameList {
  const negated = negatedKey in statement;
  if (negated === key in statement) throw malformed('Syntax errors in policy.');
  const patterns = asList(statement[negated ? negatedKey : key]).map((name) => {
    if (typeof name !== 'string') throw malformed('Syntax errors in policy.');
    return name;
  });
  return { patterns, negated };
}

function matchesList(list: NameList, name: string): boolean {
  return matchesAnyPattern(list.patterns, name) !== list.negated;
}

function isEverything(list: NameList): boolean {
  return !list.negated && list.patterns.includes('*');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw malformed('Syntax errors in policy.');
  }
  return value as Readonly<Record<string, unknown>>;
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocument', 400, message);
}

const maxParsedPolicies = 256;
const parsedPolicies = new Map<string, SessionPolicy>();
