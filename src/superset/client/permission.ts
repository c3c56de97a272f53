/** Parts of the API -> what Superset calls the permission to read and to write there (6.1: *RestApi.class_permission_name). */
const AREAS: readonly (readonly [RegExp, read: string, write: string])[] = [
  [/^assets\/export/, 'can_export on ImportExportRestApi', 'can_export on ImportExportRestApi'],
  [/^assets\/import/, 'can_import_ on ImportExportRestApi', 'can_import_ on ImportExportRestApi'],
  [/^dashboard\/[^/]+\/embedded/, 'can_get_embedded on Dashboard', 'can_set_embedded on Dashboard'],
  [/^dashboard/, 'can_read on Dashboard', 'can_write on Dashboard'],
  [/^chart/, 'can_read on Chart', 'can_write on Chart'],
  [/^dataset/, 'can_read on Dataset', 'can_write on Dataset'],
  [/^database/, 'can_read on Database', 'can_write on Database'],
  [/^report/, 'can_read on ReportSchedule', 'can_write on ReportSchedule'],
  [/^rowlevelsecurity/, 'can_read on Row Level Security', 'can_write on Row Level Security'],
  [/^security\/roles\/[^?]+permissions/, 'can_list_role_permissions on Role', 'can_add_role_permissions on Role'],
  [/^security\/roles/, 'can_get on Role', 'can_post on Role'],
  [/^security\/permissions-resources/, 'can_get on PermissionViewMenu', 'can_get on PermissionViewMenu'],
];

/** The permission that a call needs, as Superset's list of roles names it; undefined when we do not know. */
export function permissionFor(method: string, path: string): string | undefined {
  const below = /\/api\/v1\/(.*)$/.exec(path)?.[1];
  const area = below === undefined ? undefined : AREAS.find(([where]) => where.test(below));
  return area && (method === 'GET' ? area[1] : area[2]);
}
