import ArgumentParser
import Configuration
import Foundation

/// Where settings come from: a flag over a `CRIER_…` variable over the YAML file over the default.
package struct SettingsReader: Sendable {
  private let reader: ConfigReader
  /// The file that was read; nil when there was none.
  package let file: String?

  /// Reads the file named by `--config`, `$CRIER_CONFIG` or `/etc/crier/<binary>.yaml` (which alone may be missing).
  package init(file named: String?, binary: String) async throws(Complaint) {
    let environment = ProcessInfo.processInfo.environment
    let chosen = named ?? environment["CRIER_CONFIG"]
    let path = chosen ?? "/etc/crier/\(binary).yaml"
    let exists = FileManager.default.fileExists(atPath: path)
    if chosen != nil, !exists {
      throw Complaint(.usage, "There is no configuration file \(path).", remedy: "Name one with --config.")
    }
    let variables = EnvironmentVariablesProvider().prefixKeys(with: "crier")
    guard exists else {
      reader = ConfigReader(providers: [variables])
      file = nil
      return
    }
    do {
      let place = ConfigReader(provider: InMemoryProvider(values: ["filePath": .init(stringLiteral: path)]))
      reader = ConfigReader(providers: [variables, try await FileProvider<YAMLSnapshot>(config: place)])
      file = path
    } catch {
      throw Complaint(
        .usage, "The configuration file \(path) cannot be read.", remedy: "It must be YAML: \(error)")
    }
  }

  /// A text; nil where nothing says it.
  package func text(_ key: String, flag: String? = nil) -> String? {
    flag ?? reader.string(forKey: ConfigKey(key))
  }

  /// A text that must be said somewhere.
  package func required(_ key: String, flag: String? = nil) throws(Complaint) -> String {
    guard let value = text(key, flag: flag), !value.isEmpty else {
      let variable = "CRIER_" + key.uppercased().replacingOccurrences(of: ".", with: "_")
      throw Complaint(
        .usage, "The setting \(key) is missing.",
        remedy: "Set it in \(file ?? "the configuration file") or as \(variable).")
    }
    return value
  }

  package func number(_ key: String, default value: Int) -> Int { reader.int(forKey: ConfigKey(key), default: value) }
  package func decimal(_ key: String, default value: Double) -> Double {
    reader.double(forKey: ConfigKey(key), default: value)
  }
  package func list(_ key: String) -> [String] { reader.stringArray(forKey: ConfigKey(key), default: []) }

  /// A path of a file or folder; `~` is the home folder.
  package func path(_ key: String, flag: String? = nil) -> String? {
    text(key, flag: flag).map { NSString(string: $0).expandingTildeInPath }
  }
}

/// `--config`, common to all commands.
package struct ConfigOptions: ParsableArguments {
  @Option(name: .customLong("config"), help: "Configuration file (YAML). Default: $CRIER_CONFIG, else under /etc/crier.")
  package var file: String?

  package init() {}
}
