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
      end(ExitStatus.done.rawValue)
    } catch let code as ExitCode {
      end(code.rawValue)
    } catch {
      end(report(error, of: root))
    }
  }

  /// Ends at once. What OpenSSL clears away in `exit` may meet a thread of libpq or libcurl that is just ending: the
  /// process then crashes although its work is done. Nothing of ours is left to do: what we print is not buffered.
  private static func end(_ status: Int32) -> Never {
    _exit(status)
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
