/** Lets the queue deliver messages; the outbox, not the queue, knows what is delivered. */
export interface AlertQueue {
  /** Makes sure that each message has a job that runs now, or runs already. */
  enqueueDeliveries(messageIds: readonly string[]): Promise<void>;
}
