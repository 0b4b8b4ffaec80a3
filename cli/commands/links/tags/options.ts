import { Option } from '@commander-js/extra-typings';

export const OF_DOMAIN = new Option('--domain <name>', 'only links of this short domain (default: all)');
export const YES = new Option('--yes', 'do not ask for confirmation, as is done at a terminal');
