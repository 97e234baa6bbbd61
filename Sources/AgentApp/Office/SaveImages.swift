import CentralStore
import Console
import Domain
import Foundation
import LocalStore
import Sync

extension Office {
  /// Saves images of a post as files of their own; those that are not here are fetched from the centre.
  func save(
    _ media: [MediaReference], of region: RegionID, in folder: String, called name: String
  ) async throws -> [ShownImage] {
    try await fetch(media.filter { !images.has($0.sha256) }, of: region)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Complaint(.unreachable, "The folder \(Output.tame(folder)) cannot be made.", remedy: "Name another.")
    }
    return try media.enumerated().map { place, medium in
      let file = "\(folder)/\(name)-\(place + 1).\(medium.image.type.endings[0])"
      do {
        try images.copy(medium.sha256, to: file)
      } catch let trouble as LocalStoreError where trouble.code != .full {
        throw Complaint(
          .unreachable, "The file \(Output.tame(file)) cannot be written, or is there already as something else.",
          remedy: "Name another folder.")
      }
      return ShownImage(sha256: medium.sha256, file: images.path(of: medium.sha256), saved: file)
    }
  }

  private func fetch(_ media: [MediaReference], of region: RegionID) async throws {
    guard !media.isEmpty else { return }
    do {
      try await atCentre { database in
        let fetch = ImageFetch(database: database, store: store, images: images, now: now)
        for medium in media { try await fetch.fetch(medium, of: region) }
      }
    } catch let error as CentralError where error.trouble == .notYours {
      throw Complaint(.refused, "The centre does not have the image yet, or it is not to be seen from here.")
    }
  }
}

extension ImageProblem: Complaining {
  package var complaint: Complaint { Complaint(.damaged, sentence, remedy: remedy) }
}
