import type { Telemetry } from 'bullmq';

/** Makes BullMQ's link to the OpenTelemetry API; loaded only where jobs are traced. */
export async function createTelemetry(): Promise<Telemetry> {
  const { BullMQOtel } = await import('bullmq-otel');
  return new BullMQOtel({ tracerName: 'credsweep' });
}
