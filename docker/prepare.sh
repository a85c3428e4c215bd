#!/bin/sh
# What goes into the image, each part for a layer of its own: the jar's layers, and the native libraries unpacked.
#   prepare.sh JAR MODEL TO
set -eu
jar=$1
model=$2
to=$3
mkdir -p "$to/natives"
java -Djarmode=tools -jar "$jar" extract --layers --destination "$to/layers"
lib=$to/layers/dependencies/lib

# a correction unpacks them
GOMP_SPINCOUNT=1000 DJL_OFFLINE=true RUST_FLAVOR=cpu OPT_OUT_TRACKING=true DJL_CACHE_DIR="$to/cache" \
  java -Xmx320m -cp "$to/layers/application/aligner-service.jar:$lib/*" dev.aligner.service.AlignerApplication \
  correct --model "$model" --question 'Why does it fail?' --answer 'You forgot the key.'
mv "$to"/cache/pytorch/* "$to/natives/libtorch"
mv "$to/cache/tokenizers" "$to/natives/tokenizers"
# packed, they are not needed any more; the manifest's name for a jar that is not there is passed over
rm -rf "$to/cache" "$lib"/pytorch-native-*.jar
# they come out of a folder that is the builder's alone
chmod -R a+rX "$to"
