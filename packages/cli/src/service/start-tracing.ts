/** A running export of traces. */
export interface Tracing {
  /** Sends what has not been sent yet, for some seconds at most. */
  stop(): Promise<void>;
}

/** Whether the environment names a collector. */
export function wantsTracing(environment: Readonly<Record<string, string | undefined>>): boolean {
  return (
    (environment['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? '') !== '' ||
    (environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] ?? '') !== ''
  );
}

/**
 * Exports the spans of jobs to the collector that the environment names, by OTLP over HTTP.
 *
 * The exporter itself reads the variables of OpenTelemetry: endpoint, headers, `OTEL_SERVICE_NAME` (default
 * `credsweep`), `OTEL_RESOURCE_ATTRIBUTES`. It is loaded only here, for it is large.
 */
export async function startTracing(): Promise<Tracing> {
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-proto'),
      import('@opentelemetry/resources'),
    ]);
  const { detectResources, envDetector, resourceFromAttributes } = resources;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'credsweep' }).merge(
      detectResources({ detectors: [envDetector] }),
    ),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: sendMs }))],
  });
  // Also sets W3C trace context, by which a job's span finds the span of whoever added the job.
  provider.register();
  return {
    stop: () => provider.shutdown().catch(() => undefined),
  };
}

const sendMs = 3_000;
