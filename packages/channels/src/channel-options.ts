import type { Writable } from 'node:stream';

/** What channels need of their surroundings; everything has a default. */
export type ChannelOptions = {
  readonly now?: () => Date;
  /** Where the path `-` leads; by default that of the process. */
  readonly standardOutput?: Writable;
  /** Lets secrets and messages travel over plain http and smtp to other machines. */
  readonly allowInsecure?: boolean;
  /** How SNS is called, where it is not by the environment. */
  readonly sns?: {
    readonly endpoint?: string;
    readonly credentials?: {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    };
  };
};
