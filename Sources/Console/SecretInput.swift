import Foundation

/// Reads what must not stand in an argument or a file: a password, a one-time code, a token.
package enum SecretInput {
  /// One line of standard input when `fromStandardInput`, else asks at the terminal without showing what is typed.
  package static func read(_ prompt: String, fromStandardInput: Bool) throws(Complaint) -> String {
    if !fromStandardInput {
      guard isatty(STDIN_FILENO) == 1 else {
        throw Complaint(
          .usage, "There is no terminal to ask at.", remedy: "Give it on standard input with the --…-stdin option.")
      }
      let line = withoutEcho {
        // Asked when nothing is shown any more: what is typed at once is neither shown nor lost.
        FileHandle.standardError.write(Data("\(prompt): ".utf8))
        return readLine(strippingNewline: true)
      }
      FileHandle.standardError.write(Data("\n".utf8))
      return try check(line, prompt)
    }
    return try check(readLine(strippingNewline: true), prompt)
  }

  /// A secret that is new: asked for twice at a terminal, since nobody sees what they type.
  package static func readNew(_ prompt: String, fromStandardInput: Bool) throws(Complaint) -> String {
    let secret = try read(prompt, fromStandardInput: fromStandardInput)
    if !fromStandardInput {
      guard try read("The same again", fromStandardInput: false) == secret else {
        throw Complaint(.usage, "The two differ. Nothing was changed.", remedy: "Try again.")
      }
    }
    return secret
  }

  private static func check(_ line: String?, _ prompt: String) throws(Complaint) -> String {
    guard let line, !line.isEmpty else { throw Complaint(.usage, "Nothing was given for: \(prompt).") }
    return line
  }

  private static func withoutEcho<Value>(_ body: () -> Value) -> Value {
    var before = termios()
    // The terminal's settings are read into and set from a local value.
    unsafe tcgetattr(STDIN_FILENO, &before)
    var quiet = before
    quiet.c_lflag &= ~tcflag_t(ECHO)
    // As above.
    unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
    // As above; whatever happens, the terminal shows again what is typed.
    defer { unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
    return body()
  }

  /// Asks for yes or no; anything but yes is no.
  package static func confirm(_ question: String) -> Bool {
    FileHandle.standardError.write(Data("\(question) [y/N] ".utf8))
    let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
    return answer == "y" || answer == "yes"
  }
}
