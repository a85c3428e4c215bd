// The command line that does the same.

/** In single quotes nothing means anything to a shell but the single quote itself. */
export const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * @param {string} url
 * @param {object} body of the request
 * @param {{keyed?: boolean, streamed?: boolean}} how `keyed`: a key is read from the environment, never written here
 */
export function curlOf(url, body, { keyed = false, streamed = false } = {}) {
  return [
    `curl -s${streamed ? 'N' : ''} ${quoted(url)}`,
    `-H 'content-type: application/json'`,
    ...(keyed ? ['-H "Authorization: Bearer $ALIGNER_KEY"'] : []),
    `-d ${quoted(JSON.stringify(body, null, 2))}`,
  ].join(' \\\n  ');
}
