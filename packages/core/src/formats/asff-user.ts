import {
  findPartition,
  nameAsffPartition,
  toAsffFields,
  type AsffResource,
} from './asff-finding.ts';
import { omitNulls } from './omit-nulls.ts';

/** Makes the resource of an IAM user. */
export function describeAsffUser(user: {
  readonly userArn: string;
  readonly userName: string;
  readonly userCreatedAt?: Date;
  readonly tags: Readonly<Record<string, string>>;
}): AsffResource {
  const tags = toAsffFields(user.tags);
  return {
    Type: 'AwsIamUser',
    Id: user.userArn,
    ...nameAsffPartition(findPartition(user.userArn)),
    ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
    Details: {
      AwsIamUser: {
        UserName: user.userName,
        Path: /:user(\/(?:.*\/)?)/.exec(user.userArn)?.[1] ?? '/',
        ...omitNulls({ CreateDate: user.userCreatedAt?.toISOString() }),
      },
    },
  };
}
