/** A time as PHP's DATE_ATOM writes it. */
export const atom = (time: string): string => `${new Date(time).toISOString().slice(0, 19)}+00:00`;
