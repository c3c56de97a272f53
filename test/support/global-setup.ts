/** Runs once before a suite. PostgreSQL servers for tests are started here, so that every file shares them. */
export async function setup(): Promise<void> {}

export async function teardown(): Promise<void> {}
