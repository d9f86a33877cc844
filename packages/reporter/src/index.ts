export { closeScan, type ClosingAlerts } from './close-scan.ts';
export { deliverAlert, type DeliveryChannel, type DeliveryDependencies } from './deliver-alert.ts';
export { reconcileAlerts } from './reconcile-alerts.ts';
