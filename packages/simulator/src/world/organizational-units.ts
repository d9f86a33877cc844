import type {
  SimulatedOrganization,
  SimulatedOrganizationalUnit,
} from './simulated-organization.ts';

/** The units along a path of names from the root down; throws if there is none of that name. */
export function findUnitChain(
  organization: SimulatedOrganization,
  ouPath: readonly string[],
): SimulatedOrganizationalUnit[] {
  const chain: SimulatedOrganizationalUnit[] = [];
  let siblings = organization.organizationalUnits;
  for (const name of ouPath) {
    const unit = siblings.find((candidate) => candidate.name === name);
    if (unit === undefined) throw new Error(`There is no organizational unit ${ouPath.join('/')}.`);
    chain.push(unit);
    siblings = unit.children;
  }
  return chain;
}

/** The chain from the root down to the unit with that id; undefined if there is none. */
export function findUnitChainById(
  units: readonly SimulatedOrganizationalUnit[],
  unitId: string,
): SimulatedOrganizationalUnit[] | undefined {
  for (const unit of units) {
    if (unit.id === unitId) return [unit];
    const below = findUnitChainById(unit.children, unitId);
    if (below !== undefined) return [unit, ...below];
  }
  return undefined;
}

/** Adds a unit under the path of names given (empty: under the root) and returns it. */
export function addOrganizationalUnit(
  organization: SimulatedOrganization,
  parentPath: readonly string[],
  unit: { readonly id: string; readonly name: string },
): SimulatedOrganizationalUnit {
  const parent = findUnitChain(organization, parentPath).at(-1);
  const added = { ...unit, children: [] };
  (parent?.children ?? organization.organizationalUnits).push(added);
  return added;
}
