import { Counter, Gauge, type Registry } from 'prom-client';
import type { Delivery } from '@credsweep/core';
import type { countAlerts, FindingMeasures } from '@credsweep/postgres';

/** Where the numbers of findings and messages come from. */
export type AlertMetricSources = {
  readonly countAlerts: () => ReturnType<typeof countAlerts>;
  readonly measureOpenFindings: () => Promise<FindingMeasures>;
};

/** The metrics of findings and messages. */
export type AlertMetrics = {
  readonly countDelivery: (delivery: Delivery | undefined) => void;
  /** Reads the database; while it is away its numbers are left out. */
  measure(): Promise<void>;
};

/** Adds the metrics of findings and messages to a registry. */
export function createAlertMetrics(registry: Registry, sources: AlertMetricSources): AlertMetrics {
  const registers = [registry];
  const deliveries = new Counter({
    name: 'credsweep_alert_deliveries_total',
    help: 'Attempts of this process to deliver an alert, by channel and outcome (delivered, postponed, failed).',
    labelNames: ['channel', 'outcome'],
    registers,
  });
  const alerts = new Gauge({
    name: 'credsweep_alerts',
    help: 'Alerts that are not delivered, by channel and state (pending, failed).',
    labelNames: ['channel', 'state'],
    registers,
  });
  const open = new Gauge({
    name: 'credsweep_open_findings',
    help: 'Open findings by reason and days since they were flagged; one with two reasons counts under both.',
    labelNames: ['reason', 'age_days'],
    registers,
  });
  const bySeverity = new Gauge({
    name: 'credsweep_open_findings_by_severity',
    help: 'Open findings by severity.',
    labelNames: ['severity'],
    registers,
  });
  const exempted = new Gauge({
    name: 'credsweep_exempted_findings',
    help: 'Findings that are exempted now.',
    registers,
  });
  const fixed = new Gauge({
    name: 'credsweep_fixed_findings',
    help: 'Findings that were fixed in the last 90 days.',
    registers,
  });
  const timeToFix = new Gauge({
    name: 'credsweep_time_to_fix_days',
    help: 'Days from flag to fix of the findings that were fixed in the last 90 days.',
    labelNames: ['statistic'],
    registers,
  });

  const showFindings = (measures: FindingMeasures): void => {
    for (const { reason, ageBand, findings } of measures.openByReason)
      open.set({ reason, age_days: ageBand }, findings);
    for (const { severity, findings } of measures.openBySeverity)
      bySeverity.set({ severity }, findings);
    exempted.set(measures.exempted);
    fixed.set(measures.fixed.findings);
    const { medianDays, meanDays } = measures.fixed;
    if (medianDays !== null) timeToFix.set({ statistic: 'median' }, medianDays);
    if (meanDays !== null) timeToFix.set({ statistic: 'mean' }, meanDays);
  };
  return {
    countDelivery(delivery) {
      if (delivery !== undefined)
        deliveries.inc({ channel: delivery.channel, outcome: delivery.state });
    },
    async measure() {
      for (const gauge of [alerts, open, bySeverity, exempted, fixed, timeToFix]) gauge.reset();
      const [messages, findings] = await Promise.allSettled([
        sources.countAlerts(),
        sources.measureOpenFindings(),
      ]);
      if (messages.status === 'fulfilled')
        for (const { channel, state, count } of messages.value)
          alerts.set({ channel, state }, count);
      if (findings.status === 'fulfilled') showFindings(findings.value);
    },
  };
}
