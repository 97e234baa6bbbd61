import HummingbirdHTTP2
import HummingbirdTLS
import Mustache
enum SandboxPlaceholder {}
