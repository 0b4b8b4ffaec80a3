# The renderer as a container. docs/deploy.md says when it is wanted, and how to build and push this image.
# `npx serverless package` has made dist/ before; nothing is bundled or installed here.

# What a Lambda unpacks at its start is unpacked once, in a layer of its own: a new bundle does not send it again.
FROM node:22-bookworm-slim AS chromium
WORKDIR /build
COPY node_modules/@sparticuz/chromium node_modules/@sparticuz/chromium
COPY dist/infra/unpack-chromium.mjs dist/infra/unpack-chromium.mjs
# Under the very path it has later, for its list of fonts names it. Everyone may run it, nobody but root may change it.
RUN node dist/infra/unpack-chromium.mjs /opt/signpost && chmod -R a+rX /opt/signpost

FROM node:22-bookworm-slim
COPY --from=chromium --chown=root:root /opt/signpost /opt/signpost
COPY dist/containers/render.mjs /opt/signpost/render.mjs
# HOME is where Chromium keeps its profiles: the rest of the file system is read-only. Fargate lends nobody the privileges
# that Chromium's own sandbox needs; each task has a kernel to itself, and the role's leave is all that is in it.
ENV NODE_ENV=production \
    HOME=/tmp \
    CHROMIUM_PATH=/opt/signpost/chromium-147.0.0/chromium \
    CHROMIUM_SANDBOX=off
# With this ECS gives the volume mounted there the rights of this image's /tmp, so that others than root may write:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
VOLUME /tmp
USER node
STOPSIGNAL SIGTERM
CMD ["node", "/opt/signpost/render.mjs"]
