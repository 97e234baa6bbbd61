import ArgumentParser
import Foundation

/// Runs a root command: parses, runs, and turns whatever goes wrong into one message and an exit status.
package enum CommandLineMain {
  package static func run(_ root: (some AsyncParsableCommand).Type) async -> Never {
    do {
      var command = try root.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      exit(ExitStatus.done.rawValue)
    } catch let code as ExitCode {
      exit(code.rawValue)
    } catch {
      exit(report(error, of: root))
    }
  }

  /// Prints what went wrong where it belongs; gives the exit status.
  private static func report(_ error: any Error, of root: (some AsyncParsableCommand).Type) -> Int32 {
    if let complaint = error as? Complaint ?? (error as? any Complaining)?.complaint {
      Output.complain(name: root._commandName, complaint)
      return complaint.status.rawValue
    }
    let message = root.fullMessage(for: error)
    // Help and version are asked for, not errors.
    if root.exitCode(for: error) == .success {
      Output.line(message)
      return ExitStatus.done.rawValue
    }
    if root.exitCode(for: error) == .validationFailure {
      Output.errorLine(message)
      return ExitStatus.usage.rawValue
    }
    Output.complain(name: root._commandName, Complaint(.failed, "\(error)"))
    return ExitStatus.failed.rawValue
  }
}
