# credsweep as a service: a worker by default, and every other command (docker run … doctor).
#
# It needs DATABASE_URL: the image leaves out the binaries of the embedded PostgreSQL, half of its size. Run it with
# --init, --read-only, --cap-drop ALL and --security-opt no-new-privileges; it writes nothing, so no volume is needed.
# A configuration file is mounted at /etc/credsweep/credsweep.config.yaml.
#
# It runs compiled JavaScript, bundled with what it uses of its dependencies: an idle worker needs a quarter less memory than
# with the .ts files, and half of the CPU time to start. node_modules and the packages are there all the same: styles,
# migrations and charts are read from them, and scanners see what the bundle was made of. node_modules has npm's symbolic
# links to the packages (node_modules/@credsweep/core -> ../../packages/core): copy both folders as they are.
#
# The tag names one release, but tags can be moved. To pin the very bytes, put in its place what this prints:
#   docker buildx imagetools inspect node:24.21.0-trixie-slim --format '{{.Name}}@{{.Manifest.Digest}}'
ARG NODE_IMAGE=node:24.21.0-trixie-slim

# Only the manifests, so that dependencies are installed anew only when these change.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY packages packages
COPY release release
RUN find packages release -type f ! -name package.json -delete

# What compiling needs: compiler and bundler, and all that is imported. The packages are laid out as for npm.
FROM ${NODE_IMAGE} AS compiled
USER node
COPY --from=manifests --chown=node:node /app /home/node/app
WORKDIR /home/node/app
RUN npm ci --workspace=credsweep --workspace=@credsweep/release --ignore-scripts --no-audit --no-fund
COPY --chown=node:node tsconfig.base.json LICENSE README.md ./
COPY --chown=node:node packages packages
COPY --chown=node:node release release
RUN node release/src/stage-main.ts --out staged

FROM ${NODE_IMAGE} AS dependencies
USER node
COPY --from=manifests --chown=node:node /app /home/node/app
WORKDIR /home/node/app
RUN npm ci --workspace=credsweep --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
# Source maps and types are two fifths of what was installed, and nothing reads them here.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM ${NODE_IMAGE}
ENV NODE_ENV=production
# Young objects in 16 MB, and memory of the C library in two arenas instead of one for each thread: a worker holds less that
# it does not need. docs/performance.md has the figures.
ENV NODE_OPTIONS=--max-semi-space-size=16
ENV MALLOC_ARENA_MAX=2
# Package managers have no work here, and advisories of their own.
RUN rm -rf /opt/yarn-* /usr/local/bin/yarn /usr/local/bin/yarnpkg /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/lib/node_modules
# Belongs to root, so the process cannot change its own program.
COPY --from=dependencies --chown=root:root /home/node/app/node_modules /app/node_modules
COPY --from=compiled --chown=root:root /home/node/app/staged/packages /app/packages
WORKDIR /etc/credsweep
# The user "node", by number, so that Kubernetes can tell that it is not root.
USER 1000:1000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "/app/packages/cli/bin/healthcheck.js"]
ENTRYPOINT ["node", "/app/packages/cli/bin/credsweep.js"]
CMD ["worker", "--http-port", "8080"]
