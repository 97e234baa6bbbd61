import Console
import Domain
import Foundation
import LocalStore

/// The signed-in member of a command, with their key.
struct Signer {
  let member: MemberID
  let key: SigningKey
  let until: Instant

  /// Reads the session file.
  init(_ office: Office) throws {
    let path = SessionFile.path(office.folder)
    guard let text = try? StateFolder.read(path), let token = SessionToken(text: String(decoding: text, as: UTF8.self)),
      let session = try office.store.session(token.hash, at: office.now)
    else { throw Self.notSignedIn }
    guard let member = try office.store.view(.house).items.members[session.member], member.state == .active else {
      throw Complaint(.refused, "You are no longer a member of this office.")
    }
    self.member = session.member
    until = session.until
    do {
      key = try KeySeal.open(session.sealedKey, under: token.sealingKey)
    } catch {
      throw Self.notSignedIn
    }
  }

  static let notSignedIn = Complaint(
    .refused, "Nobody is signed in here, or the session has ended.",
    remedy: "Sign in with: crier-agent sign-in --member NAME")
}

/// Where the session's token is kept: `$CRIER_SESSION`, else in the state folder.
enum SessionFile {
  static func path(_ folder: StateFolder) -> String {
    let named = ProcessInfo.processInfo.environment["CRIER_SESSION"]
    return named.flatMap { $0.isEmpty ? nil : NSString(string: $0).expandingTildeInPath } ?? folder.file("session")
  }

  static func token(_ folder: StateFolder) -> SessionToken? {
    (try? StateFolder.read(path(folder))).flatMap { SessionToken(text: String(decoding: $0, as: UTF8.self)) }
  }
}
