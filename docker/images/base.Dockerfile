# What every part stands on: Debian with Java, PostgreSQL and HAProxy, and Node. One layer set, shared by all.
ARG DEBIAN
ARG NODE
FROM ${NODE} AS node
FROM ${DEBIAN}
ARG PACKAGES
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
# A base that was made with these packages needs no network here.
RUN dpkg-query --show ${PACKAGES} >/dev/null 2>&1 || { \
      mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf && \
      apt-get update && apt-get install -y --no-install-recommends ${PACKAGES} && rm -rf /var/lib/apt/lists/* ; }
# PostgreSQL refuses root; the number is fixed, so that the host can give it its folder, which can lie below /root.
RUN useradd --uid 5432 --user-group --no-create-home --home-dir /nonexistent drill-postgres && chmod 0711 /root
COPY --from=node /usr/local/bin/node /opt/identity-drill/node/node
