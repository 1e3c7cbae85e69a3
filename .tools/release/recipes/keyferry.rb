# For Homebrew. The words between @ are filled in by npm run release.
class Keyferry < Formula
  desc "Terminal authenticator, and the ferry between authenticators"
  homepage "@HOMEPAGE@"
  url "@RELEASES@/keyferry-@VERSION@.tgz"
  sha256 "@SHA256@"
  license "MIT"

  depends_on "node"

  def install
    system "npm", "install", *std_npm_args
    bin.install_symlink libexec.glob("bin/*")
    pages = libexec/"lib/node_modules/keyferry/man"
    pages.glob("{,ja/}*.[1-8]").each do |page|
      language = page.dirname.relative_path_from(pages)
      (man/language/"man#{page.extname[1]}").install_symlink page
    end
    generate_completions_from_executable(bin/"keyferry", "completion")
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/keyferry --version")
    (testpath/"uri.txt").write("otpauth://totp/Example:ada?secret=JBSWY3DPEHPK3PXP&issuer=Example\n")
    assert_match "Example", shell_output("#{bin}/keyferry inspect uri.txt")
  end
end
