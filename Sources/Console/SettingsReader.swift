import ArgumentParser
import Configuration
import Foundation

/// Where settings come from: a flag over a `CRIER_…` variable over the YAML file over the default.
package struct SettingsReader: Sendable {
  private let reader: ConfigReader
  /// The file that was read; nil when there was none.
  package let file: String?

  /// Reads the file named by `--config`, `$CRIER_CONFIG` or `/etc/crier/<binary>.yaml` (which alone may be missing).
  package init(
    file named: String?, binary: String, environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws(Complaint) {
    let chosen = named ?? environment["CRIER_CONFIG"]
    let path = chosen ?? "/etc/crier/\(binary).yaml"
    let exists = FileManager.default.fileExists(atPath: path)
    if chosen != nil, !exists {
      throw Complaint(.usage, "There is no configuration file \(path).", remedy: "Name one with --config.")
    }
    let variables = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "crier")
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
  package func text(_ key: String, flag: String? = nil) throws(Complaint) -> String? {
    if let value = flag ?? reader.string(forKey: ConfigKey(key)) { return value }
    try mustBeAbsent(key, wanted: "a text")
    return nil
  }

  /// A text that must be said somewhere.
  package func required(_ key: String, flag: String? = nil) throws(Complaint) -> String {
    guard let value = try text(key, flag: flag), !value.isEmpty else {
      let variable = "CRIER_" + key.uppercased().replacingOccurrences(of: ".", with: "_")
      throw Complaint(
        .usage, "The setting \(key) is missing.",
        remedy: "Set it in \(file ?? "the configuration file") or as \(variable).")
    }
    return value
  }

  package func number(_ key: String, default value: Int) throws(Complaint) -> Int {
    if let said = reader.int(forKey: ConfigKey(key)) { return said }
    try mustBeAbsent(key, wanted: "a whole number")
    return value
  }

  /// The number of a port of TCP.
  package func port(_ key: String, default value: Int) throws(Complaint) -> Int {
    let said = try number(key, default: value)
    guard (1...65_535).contains(said) else { throw wrong(key, wanted: "a port from 1 to 65535") }
    return said
  }

  /// The number of a port to listen on, 0 for any free one; nil where nothing says it.
  package func listeningPort(_ key: String) throws(Complaint) -> Int? {
    let said = try number(key, default: -1)
    guard reader.int(forKey: ConfigKey(key)) != nil else { return nil }
    guard (0...65_535).contains(said) else {
      throw wrong(key, wanted: "a port from 1 to 65535, or 0 for any that is free")
    }
    return said
  }

  /// One of a few words.
  package func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, default value: Choice
  ) throws(Complaint) -> Choice where Choice.RawValue == String {
    guard let said = try text(key) else { return value }
    guard let choice = Choice(rawValue: said) else {
      throw wrong(key, wanted: "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  /// A number above zero.
  package func decimal(_ key: String, default value: Double) throws(Complaint) -> Double {
    let said = reader.double(forKey: ConfigKey(key)) ?? reader.int(forKey: ConfigKey(key)).map(Double.init)
    if said == nil { try mustBeAbsent(key, wanted: "a number") }
    guard (said ?? value) > 0 else { throw wrong(key, wanted: "a number above zero") }
    return said ?? value
  }

  package func list(_ key: String) throws(Complaint) -> [String] {
    if let said = reader.stringArray(forKey: ConfigKey(key)) { return said }
    try mustBeAbsent(key, wanted: "a list")
    return []
  }

  /// A path of a file or folder; `~` is the home folder.
  package func path(_ key: String, flag: String? = nil) throws(Complaint) -> String? {
    try text(key, flag: flag).map { NSString(string: $0).expandingTildeInPath }
  }

  /// A value of another kind than the one asked for must not count as none.
  private func mustBeAbsent(_ name: String, wanted: String) throws(Complaint) {
    let key = ConfigKey(name)
    let isThere =
      reader.string(forKey: key) != nil || reader.int(forKey: key) != nil || reader.double(forKey: key) != nil
      || reader.bool(forKey: key) != nil || reader.stringArray(forKey: key) != nil
    if isThere { throw wrong(name, wanted: wanted) }
  }

  private func wrong(_ key: String, wanted: String) -> Complaint {
    let variable = "CRIER_" + key.uppercased().replacingOccurrences(of: ".", with: "_")
    let place =
      file.map { "\($0), or in the environment variable \(variable)" } ?? "the environment variable \(variable)"
    return Complaint(.usage, "The setting \(key) must be \(wanted).", remedy: "Change it in \(place).")
  }
}

/// `--config`, common to all commands.
package struct ConfigOptions: ParsableArguments {
  @Option(
    name: .customLong("config"), help: "Configuration file (YAML). Default: $CRIER_CONFIG, else under /etc/crier.")
  package var file: String?

  package init() {}
}
