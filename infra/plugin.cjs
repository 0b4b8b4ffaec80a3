// The two things the packager cannot do by itself. CommonJS and a class, because that is what it loads.
const { execFileSync } = require('node:child_process');

module.exports = class SignpostPlugin {
  constructor(serverless) {
    this.service = serverless.service;
    this.hooks = {
      'before:package:initialize': () => this.build(),
      'after:aws:package:finalize:mergeCustomProviderResources': () => this.resolveEdgeVersions(),
    };
  }

  /** Bundles every function; the edge functions get the stage's settings baked in, as they have no environment. */
  build() {
    execFileSync(process.execPath, ['--import', 'tsx', 'infra/build.ts'], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, SIGNPOST_SETTINGS: JSON.stringify(this.service.custom.settings) },
    });
  }

  /** A function's version has a hash in its logical id: `!Ref ViewerRequestLambdaVersion` becomes the real id. */
  resolveEdgeVersions() {
    const { Resources } = this.service.provider.compiledCloudFormationTemplate;
    const ids = new Map();
    for (const [id, resource] of Object.entries(Resources))
      if (resource.Type === 'AWS::Lambda::Version') ids.set(id.replace(/(LambdaVersion).*$/, '$1'), id);
    const walk = node => {
      if (node === null || typeof node !== 'object') return;
      if (ids.has(node.Ref)) node.Ref = ids.get(node.Ref);
      Object.values(node).forEach(walk);
    };
    walk(Resources);
  }
};
