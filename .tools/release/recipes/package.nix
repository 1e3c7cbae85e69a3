# For Nix: `callPackage ./package.nix { }`. The words between @ are filled in by npm run release.
{
  lib,
  stdenvNoCC,
  fetchurl,
  makeWrapper,
  installShellFiles,
  nodejs,
}:

stdenvNoCC.mkDerivation (finalAttrs: {
  pname = "keyferry";
  version = "@VERSION@";

  src = fetchurl {
    url = "@RELEASES@/keyferry-${finalAttrs.version}.tgz";
    sha256 = "@SHA256@";
  };

  nativeBuildInputs = [
    makeWrapper
    installShellFiles
    nodejs
  ];

  dontBuild = true;

  installPhase = ''
    runHook preInstall
    mkdir -p $out/lib/keyferry
    cp -r dist node_modules package.json $out/lib/keyferry
    makeWrapper ${lib.getExe nodejs} $out/bin/keyferry --add-flags $out/lib/keyferry/dist/main.js
    makeWrapper $out/bin/keyferry $out/bin/keyferry-askpass --add-flags "askpass --"
    for language in . ja; do
      for page in man/$language/*.[1-8]; do
        [ -e "$page" ] || continue
        install -Dm644 "$page" -t "$out/share/man/$language/man''${page##*.}"
      done
    done
    for shell in bash zsh fish; do
      HOME=$TMPDIR $out/bin/keyferry completion $shell > keyferry.$shell
    done
    installShellCompletion keyferry.{bash,zsh,fish}
    runHook postInstall
  '';

  meta = {
    description = "Terminal authenticator, and the ferry between authenticators";
    homepage = "@HOMEPAGE@";
    license = lib.licenses.mit;
    mainProgram = "keyferry";
    platforms = lib.platforms.unix;
  };
})
