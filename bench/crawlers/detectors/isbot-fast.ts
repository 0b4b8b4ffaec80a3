import isbot from 'isbot-fast';

export const getsPage = (userAgent: string): boolean => isbot(userAgent);
