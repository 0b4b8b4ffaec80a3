import lazy from 'preact-iso/lazy';

/** The map, which is loaded when it is shown. */
export const WorldMap = lazy(() => import('./world-map.tsx').then(module => module.WorldMap));
