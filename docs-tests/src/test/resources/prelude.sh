# Read by every shell of a page before its blocks. A command that fails is noted, wherever in a block it stands.
set -o pipefail
trap 'failed=1' ERR

# Maven, where building would take minutes: starts what `mvn verify` built as the goals would. With --all, and without --built, it is Maven
# itself, but for what CI has run already.
mvn() {
  if [[ ${*: -1} == validate ]]; then
    command mvn -o -B -q "$@"
  elif [[ $* == verify || $* == package ]]; then
    [[ -f aligner-service/target/aligner-service.jar ]]
  elif [[ $* == *gateway-filter/sample*spring-boot:run* ]]; then
    local SERVER_PORT=$PORT_8090 ALIGNER_URL=http://localhost:$PORT_8080
    export SERVER_PORT ALIGNER_URL
    if [[ $MAVEN == true ]]; then
      command mvn -B -ntp "$@"
    else
      java -jar gateway-filter/sample/target/gateway-sample-0.1.0-SNAPSHOT.jar
    fi
  elif [[ $MAVEN == true ]]; then
    command mvn -B -ntp "$@"
  elif [[ $1 == spring-boot:run && $# -le 2 ]]; then
    local arguments=${2#-Dspring-boot.run.arguments=}
    # shellcheck disable=SC2086 # several words, as Maven takes them
    java -jar aligner-service/target/aligner-service.jar $arguments
  elif [[ $1 == -pl && "${*:3}" == "-am package -DskipTests" ]]; then
    compgen -G "$2/target/*.jar"
  else
    echo "no stand-in for: mvn $*" >&2
    return 1
  fi
}
