import { later } from '../ui/later.tsx';

/** The map, which is loaded when it is shown. */
export const WorldMap = later(() => import('./world-map.tsx').then(module => module.WorldMap));
