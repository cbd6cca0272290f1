# The relying services: one bundled file each.
ARG BASE
ARG SOURCE
FROM ${SOURCE} AS source
FROM ${BASE}
ARG FOLDER
COPY --from=source /services ${FOLDER}
