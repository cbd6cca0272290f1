# Keycloak, its build-time options fixed. Set-up starts it once more, for the archive of classes, and commits that.
ARG BASE
ARG SOURCE
FROM ${SOURCE} AS source
FROM ${BASE}
ARG FOLDER
COPY --from=source /opt/keycloak ${FOLDER}
ARG BUILT
RUN [ "${BUILT}" = yes ] || { ${FOLDER}/bin/kc.sh build --db=postgres && chmod -R a+rX ${FOLDER}; }
