import { calendar, type ColumnSpec, from, integer, text } from '../column.ts';
import { EVENT_ENVIRONMENTS } from '../vocabulary.ts';

/** What every event table has besides its own columns: who, where, which change, and the event's identity. */
export const EVENT_CONTEXT: readonly ColumnSpec[] = from('ours', [
  integer('organization_id', 'The organization it belongs to', { nullable: false }),
  text('event_id', "Identity within the organization: the sender's own id, else a hash of the content", {
    nullable: false,
    length: 200,
  }),
  integer('team_id', 'The team it belongs to'),
  text('repository', 'Repository, as owner/name', { nullable: false, length: 255, default: "'unknown'" }),
  text('branch', 'Branch', { length: 255 }),
  text('commit_sha', 'Commit', { length: 64 }),
  integer('pr_number', 'Pull request', { min: 0 }),
  text('actor_hash', 'Keyed hash of the person who caused it; no name is kept', {
    length: 64,
    sensitivity: 'personal',
  }),
  text('source_environment', 'Where it happened', {
    nullable: false,
    length: 20,
    values: EVENT_ENVIRONMENTS,
    default: "'unknown'",
  }),
  text('source', 'Whose account it is: a CI job, a machine and file, or what --source said', {
    nullable: false,
    length: 500,
  }),
  calendar('local_day', "Day in the organization's calendar", { nullable: false }),
  calendar('local_week', "Monday of the week in the organization's calendar", { nullable: false }),
  integer('ingest_run_id', 'The ingest run that stored it'),
]);
