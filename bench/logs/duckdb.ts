import { DuckDBInstance } from '@duckdb/node-api';
import { type Follows, followsOf, type Series, USER_AGENTS } from './load.ts';

/**
 * What log files say of follows, counted by a database that knows nothing of ours: by the plain columns of CloudFront's.
 *
 * @param pattern of the files' names
 */
export async function countByDuckDb(pattern: string): Promise<Follows> {
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  try {
    const agents = USER_AGENTS.map(([userAgent, series]) => `(${quoted(userAgent)}, '${series}')`).join(', ');
    const reader = await connection.runAndReadAll(`
      WITH agents(agent, series) AS (VALUES ${agents}),
      lines AS (
        SELECT DISTINCT ON ("x-edge-request-id")
          ltrim("cs-uri-stem", '/') AS slug, "cs-method" AS method, "sc-status" AS status,
          url_decode("cs(User-Agent)") AS agent
        FROM read_json(${quoted(pattern)}, format = 'newline_delimited', compression = 'gzip', columns = {
          'x-edge-request-id': 'VARCHAR', 'cs-uri-stem': 'VARCHAR', 'cs-method': 'VARCHAR', 'sc-status': 'VARCHAR',
          'cs(User-Agent)': 'VARCHAR'})
        WHERE "cs-uri-stem" NOT LIKE '/api/%'
      )
      SELECT slug, CASE WHEN status = '503' THEN 'prefetches' WHEN method = 'HEAD' THEN 'heads' ELSE series END AS series,
        count(*)::INTEGER AS follows
      FROM lines JOIN agents USING (agent) GROUP BY ALL`);
    return new Map(
      reader
        .getRows()
        .map(([slug, series, follows]) => [followsOf(`${slug}`, series as Series), Number(follows)]),
    );
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
