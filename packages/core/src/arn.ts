/** The account in an IAM ARN of any partition, such as `arn:aws-cn:iam::123456789012:user/x`; null when it is none. */
export function accountOfArn(arn: string): string | null {
  return /^arn:aws[a-z0-9-]*:iam::(\d{12}):(?:user\/[\x21-\x7e]+|root)$/.exec(arn)?.[1] ?? null;
}

/** The partition of an ARN, such as `aws-cn`; null when it is no ARN of AWS. */
export function partitionOfArn(arn: string): string | null {
  return /^arn:(aws[a-z0-9-]*):/.exec(arn)?.[1] ?? null;
}
