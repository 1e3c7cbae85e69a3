// Shared by several generators: SQLite databases.
import initSqlJs from "sql.js"
import type { SqlValue } from "sql.js"

/** A database from its statements, each with its values. */
export async function database(statements: readonly (readonly [sql: string, values?: readonly SqlValue[]])[]): Promise<Uint8Array> {
  const { Database } = await initSqlJs()
  const db = new Database()
  for (const [sql, values] of statements) db.run(sql, values === undefined ? undefined : [...values])
  return db.export()
}
