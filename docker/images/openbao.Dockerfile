ARG BASE
ARG SOURCE
FROM ${SOURCE} AS source
FROM ${BASE}
ARG FOLDER
COPY --from=source /bin/bao ${FOLDER}/bao
