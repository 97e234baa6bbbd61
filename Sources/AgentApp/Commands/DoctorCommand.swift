import ArgumentParser
import CentralStore
import Console
import Crypto
import Domain
import Foundation
import LocalStore
import Sync

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at everything that this office needs, and say what to do.",
    discussion: """
      Looks at the state folder, the office's store, disk, key, certificate, line, clock and the centre's keys.
      Ends with 0 when all is well, 3 when the centre has locked the office, 5 when it cannot be reached, 6 when \
      something is damaged, else 1.

      Example:
        crier-agent doctor

      """ + JSONFields.doctor)

  @OptionGroup var options: OfficeOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    var checkup = Checkup()
    let office = try await options.office()
    checkup.store(office)
    checkup.files(office)
    await checkup.line(office)
    try output.show(checkup.findings) {
      for finding in checkup.findings {
        Output.line("\(finding.fine ? "ok " : "!! ") \(finding.check): \(Output.tame(finding.sentence))")
        if let remedy = finding.remedy { Output.line("      \(remedy)") }
      }
    }
    if let status = checkup.findings.compactMap(\.status).max(by: { $0.rawValue < $1.rawValue }) {
      throw ExitCode(status.rawValue)
    }
  }
}

/// What `doctor` finds.
struct Checkup {
  struct Finding: Encodable {
    var check: String
    var fine: Bool
    var sentence: String
    var remedy: String?
    /// How the command ends because of it.
    var status: ExitStatus?

    enum CodingKeys: String, CodingKey {
      case check, fine, sentence, remedy
    }
  }

  private(set) var findings: [Finding] = []

  private mutating func fine(_ check: String, _ sentence: String) {
    findings.append(Finding(check: check, fine: true, sentence: sentence))
  }

  private mutating func wrong(_ check: String, _ status: ExitStatus, _ sentence: String, _ remedy: String?) {
    findings.append(Finding(check: check, fine: false, sentence: sentence, remedy: remedy, status: status))
  }

  mutating func store(_ office: Office) {
    do {
      if let damage = try office.store.damage() {
        wrong(
          "store", .damaged, "What is stored here is damaged: \(damage)",
          "Copy \(office.folder.path) away, then enrol the office anew. What the centre has is safe.")
      } else {
        let counts = try office.store.counts()
        fine("store", "whole; \(counts.pending) not yet sent, \(counts.received) not yet decided")
      }
    } catch {
      wrong("store", error.complaint.status, error.complaint.sentence, error.complaint.remedy)
    }
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: office.folder.path)
    let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
    if free < 100 * 1024 * 1024 {
      wrong("disk", .failed, "\(free / 1024 / 1024) MiB are free.", "Make room: 100 MiB at least.")
    } else {
      fine("disk", "\(free / 1024 / 1024) MiB are free")
    }
    if RunLock.isHeld(office.folder) {
      fine("run", "crier-agent run is running")
    } else {
      wrong("run", .failed, "crier-agent run is not running.", "Start it, and let the system keep it running.")
    }
  }

  mutating func files(_ office: Office) {
    for path in [office.folder.key, office.folder.file(LocalStore.fileName)] {
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue ?? 0
      if mode & 0o077 != 0 {
        wrong("rights", .failed, "Others on this computer may read \(path).", "chmod 600 \(path)")
      }
    }
    do {
      let certificate = try OfficeCertificate(office.folder)
      let days = Int(certificate.ends.timeIntervalSince(office.now.date) / 86_400)
      if let problem = certificate.problem(at: Date()) {
        wrong("certificate", .unreachable, problem, "Ask the centre for a new one; check this computer's clock.")
      } else if days < 30 {
        wrong("certificate", .failed, "It runs out in \(days) days.", "Ask the centre for a new one now.")
      } else {
        fine("certificate", "good for \(days) days more")
      }
    } catch {
      let complaint = error as? Complaint
      wrong("certificate", .damaged, complaint?.sentence ?? "It cannot be read.", complaint?.remedy)
    }
  }

  /// Without a line only that the clock has been set back can be told: time does not.
  private mutating func clock(_ office: Office) {
    guard let known = try? office.store.lineState()?.clock else { return }
    let ahead = known.ahead(at: Instant(Date()))
    guard abs(ahead) > 60 else { return }
    wrong(
      "clock", .failed, "This computer's clock is \(Say.skew(Int(ahead))), as far as is known without the line.",
      "Let the system set the clock (systemd-timesyncd).")
  }

  mutating func line(_ office: Office) async {
    do {
      let identity = office.identity
      let began = Instant(Date())
      let hello = try await office.atCentre {
        try await $0.run(SayHello(agent: identity.agent, incarnation: identity.incarnation))
      }
      fine("line", "\(identity.host):\(identity.port) answers as \(hello.body), over TLS")
      let skew = hello.serverTime.seconds(since: began)
      if abs(skew) > 60 {
        wrong(
          "clock", .failed,
          "This computer's clock is \(Say.skew(-Int(skew))).",
          "Let the system set the clock (systemd-timesyncd).")
      } else {
        fine("clock", "within a minute of the centre's")
      }
      if hello.keys.encryptionKey(pinned: identity.signingKey) == nil {
        wrong(
          "keys", .failed, "The centre's key is not the one that came with this office's enrolment.",
          "Call the centre. Do not enter any password of a platform until this is cleared.")
      } else {
        fine("keys", "those of the enrolment")
      }
      if hello.state != .active { wrong("office", .refused, SyncTrouble.locked.sentence, "Call the centre.") }
      if hello.frozen {
        wrong("centre", .failed, "The centre holds everything back after a restore.", "Call the centre.")
      }
    } catch {
      let complaint = (error as? CentralError)?.complaint ?? Complaint(.unreachable, SyncTrouble(error).sentence)
      wrong("line", complaint.status, complaint.sentence, complaint.remedy)
      clock(office)
    }
  }
}
