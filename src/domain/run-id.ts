/** Names of runs: `20260301T020000Z-4f1a2b`, the moment at which a run began, in UTC, and a random tail. */

const RUN_ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-f]{6}$/;

/** Whether a name in an output folder is that of a run. */
export function isRunId(name: string): boolean {
  return RUN_ID.test(name);
}

/** When a run began, as ISO time; an empty text for what is no run's name. */
export function startOfRun(id: string): string {
  return RUN_ID.test(id) ? id.replace(RUN_ID, '$1-$2-$3T$4:$5:$6.000Z') : '';
}
