import { readCloudFormation } from '../roles/read-cloudformation.ts';

/** The one container of a task definition, as far as the tests look into it. */
export type TaskContainer = {
  readonly Name: string;
  readonly Command: readonly (string | { readonly Ref: string })[];
  readonly Secrets: readonly { readonly Name: string }[];
};

/** Reads the container of the task of a template. */
export function readTaskContainer(template: string): TaskContainer {
  const task = readCloudFormation(template).Resources['Task']?.Properties ?? {};
  const [container] = task['ContainerDefinitions'] as readonly [TaskContainer];
  return container;
}
