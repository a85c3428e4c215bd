// What went wrong, in words for people.

const SAID = {
  queue_full: 'Every place in the queue is taken.',
  breaker_open: 'What is asked failed too often of late and is left in peace for a while.',
  deadline: 'The correction was not done in time.',
  not_ready: 'The model is still loading.',
  draining: 'The service is shutting down.',
  too_large: 'This is more than the service takes.',
  unknown_model: 'No corrector of this name is loaded.',
  degenerate_output: 'The model wrote nothing usable, and this service is set to say so.',
  model_failed: 'The model failed.',
};

/**
 * @param {number} status
 * @param {object | null} problem of RFC 9457, or an error in a provider's form, or null
 * @param {string | null} retryAfter the header
 * @returns {{title: string, text: string, field?: string, wait?: number, id?: string, locked?: boolean}} `wait`: seconds;
 *   `locked`: only another key helps
 */
export function explained(status, problem, retryAfter = null) {
  const wait = seconds(retryAfter);
  const detail = problem?.detail ?? problem?.error?.message ?? problem?.message ?? '';
  return {
    title: titleOf(status, problem),
    text: textOf(SAID[problem?.code] ?? '', sentence(detail)) || `HTTP status ${status}.`,
    ...(problem?.field && { field: problem.field }),
    ...(wait !== undefined && { wait }),
    ...(problem?.request_id && { id: problem.request_id }),
    ...((status === 401 || status === 403) && { locked: true }),
  };
}

function titleOf(status, problem) {
  if (status === 401) return 'A key is needed';
  if (status === 403) return 'This key may not do that';
  if (status === 429) return 'Too many requests for this key';
  if (problem?.code === 'invalid_field' && problem.field) return `Something is wrong with “${problem.field}”`;
  return problem?.title ?? (status >= 500 ? 'The service failed' : 'The service refused this');
}

/** A detail that names no field and no limit only says the same again. */
const textOf = (said, detail) => (said && !detail.includes(':') ? said : [said, detail].filter(Boolean).join(' '));

const sentence = (detail) => (detail && !/[.!?)]$/.test(detail) ? `${detail}.` : detail);

/** Seconds, or a date. */
function seconds(header) {
  if (!header) return undefined;
  const value = Number(header);
  if (Number.isFinite(value)) return Math.max(0, Math.ceil(value));
  const until = Date.parse(header);
  return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

export const unreachable = () => ({
  title: 'The service does not answer',
  text: 'Is it running, and can this page reach it? Nothing was corrected.',
});

export const brokenOff = () => ({
  title: 'The answer broke off',
  text: 'The connection ended before the result came.',
});
