/**
 * The columns of each of the two access keys that a user can have.
 *
 * Named once: a name that is put together anew for each cell takes longer to look up than all else
 * of a report.
 */
export const keySlots = [1, 2].map((slot) => ({
  slot,
  columns: {
    active: `access_key_${slot}_active`,
    lastRotated: `access_key_${slot}_last_rotated`,
    lastUsedDate: `access_key_${slot}_last_used_date`,
    lastUsedRegion: `access_key_${slot}_last_used_region`,
    lastUsedService: `access_key_${slot}_last_used_service`,
  },
}));

/** Without one of these, a text is no credential report. */
export const requiredColumns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'mfa_active',
  ...keySlots.flatMap(({ columns }) => Object.values(columns)),
];
/** No rule needs these. */
export const unusedDateColumns = [
  'password_last_changed',
  'password_next_rotation',
  'cert_1_last_rotated',
  'cert_2_last_rotated',
];
/** No rule needs these. */
export const unusedBooleanColumns = ['cert_1_active', 'cert_2_active'];
/** Newer reports have it. */
export const additionalCredentialsColumn = 'additional_credentials_info';
/** Every column that is read. */
export const knownColumns = [
  ...requiredColumns,
  ...unusedDateColumns,
  ...unusedBooleanColumns,
  additionalCredentialsColumn,
];
