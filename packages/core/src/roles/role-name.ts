/** Writes the ARN of a role in an account; the name may have a path, such as `audit/Reader`. */
export function writeRoleArn(partition: string, accountId: string, roleName: string): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName.replace(/^\/+/, '')}`;
}

/** A role's name and path apart, as IAM creates it: `audit/Reader` is `Reader` in `/audit/`. */
export function splitRoleName(roleName: string): { readonly name: string; readonly path: string } {
  const segments = roleName.split('/').filter((segment) => segment !== '');
  const name = segments.pop() ?? '';
  return { name, path: segments.length === 0 ? '/' : `/${segments.join('/')}/` };
}
