import { createApp, h } from 'vue';
import { createRouter, createWebHistory, RouterView, useRoute } from 'vue-router';

const page = name => ({
  setup: () => {
    const route = useRoute();
    return () => h('main', `${name} ${JSON.stringify(route.params)}`);
  },
});
const isStrict = globalThis.SETTING === 'strict, with a slash';
const slash = isStrict ? '/' : '';
const router = createRouter({
  history: createWebHistory(),
  strict: isStrict,
  sensitive: isStrict,
  routes: [
    { path: '/', component: page('home') },
    { path: `/guide${slash}`, component: page('guide') },
    { path: `/wiki/:name${slash}`, component: page('wiki') },
    { path: '/files/:path(.*)*', component: page('files') },
    { path: '/:rest(.*)*', component: page('nothing') },
  ],
});
if (isStrict)
  router.beforeEach(({ path, query, hash }) =>
    path.endsWith('/') ? true : { path: `${path}/`, query, hash, replace: true },
  );
createApp(RouterView).use(router).mount('#app');
