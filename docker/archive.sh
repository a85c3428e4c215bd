#!/bin/sh
# The classes of a start, as an archive that the next one maps: started in the image itself, as an archive holds only for the very
# jars that it was made from.
#   archive.sh DIRECTORY [PORT]
set -eu
cd "$1"
port=${2:-8080}
java -XX:ArchiveClassesAtExit="$PWD/app.jsa" -XX:+UseSerialGC -Xlog:cds=error -Xlog:cds+dynamic=error \
  -jar "$PWD/aligner-service.jar" --server.port="$port" &
service=$!
until java -Xmx16m -jar "$PWD/aligner-service.jar" health "http://127.0.0.1:$port/readyz"; do
  kill -0 "$service"
  sleep 1
done
kill -TERM "$service"
code=0
wait "$service" || code=$?
# the JVM's own code for an end by SIGTERM
[ "$code" -eq 143 ]
[ -s app.jsa ]
# whoever runs the service is another
chmod a+r app.jsa
