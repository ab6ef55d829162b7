#!/usr/bin/env bash
# Makes, from Debian and the npm registry alone, images that stand in for those that the Dockerfiles and manifests name:
#   scripts/proof/stand-in-image.sh amd64|arm64v8
#     localhost/earshot-proof/node:PLATFORM        what node:22-bookworm-slim has and our Dockerfiles use
#     localhost/earshot-proof/mosquitto:PLATFORM   Mosquitto 2, started as eclipse-mosquitto:2.0 starts it
# For arm64v8 the kernel must know an interpreter (Debian's qemu-user-static and binfmt-support).
set -euo pipefail
platform=${1:?amd64 or arm64v8}
case "$platform" in
  amd64) debian=amd64 npm=x64 ;;
  arm64v8) debian=arm64 npm=arm64 ;;
  *) echo 'the platform is amd64 or arm64v8' >&2; exit 2 ;;
esac
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

slim=(--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*')
bootstrap() { mmdebstrap --quiet --variant=minbase --architectures="$debian" "${slim[@]}" "$@" bookworm -; }
path='ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

# Node.js 22 and its npm 10, and the user node.
mkdir -p "$folder/packages" "$folder/node/usr/local/bin" "$folder/node/usr/local/lib/node_modules"
(cd "$folder/packages" && npm pack --silent "node-linux-$npm@22" npm@10 >/dev/null)
tar -xzf "$folder"/packages/node-linux-*.tgz -C "$folder/node/usr/local/bin" --strip-components=2 package/bin/node
tar -xzf "$folder"/packages/npm-*.tgz -C "$folder/node/usr/local/lib/node_modules" --transform='s,^package,npm,'
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$folder/node/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$folder/node/usr/local/bin/npx"
import=(--change "$path" --change 'CMD ["node"]')
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  # A network that signs what comes from outside: who builds must know by whom.
  mkdir -p "$folder/node/usr/local/share"
  cp -L "$NODE_EXTRA_CA_CERTS" "$folder/node/usr/local/share/extra-ca.pem"
  import+=(--change 'ENV NODE_EXTRA_CA_CERTS=/usr/local/share/extra-ca.pem')
fi
bootstrap --include=libstdc++6 --customize-hook="cp -a $folder/node/usr \"\$1\"/" \
  --customize-hook='chroot "$1" useradd --uid 1000 --user-group --create-home node' >"$folder/node.tar"
podman import --quiet "${import[@]}" "$folder/node.tar" "localhost/earshot-proof/node:$platform"

bootstrap --include=mosquitto,mosquitto-clients >"$folder/mosquitto.tar"
podman import --quiet --change "$path" --change 'CMD ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"]' \
  "$folder/mosquitto.tar" "localhost/earshot-proof/mosquitto:$platform"
