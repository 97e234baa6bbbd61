/// What a member may do to an item: the verb, with all that it needs to be judged.
package enum Act: Hashable, Sendable {
  case addRegion(AddRegion)
  case admitRegion(AdmitRegion)
  case lockRegion(Reason)
  case unlockRegion
  case revokeRegion(Reason)
  case thawDispatch(Reason)
  case setPolicy(SetPolicy)
  case addMember(AddMember)
  case renewCode
  case revokeMember(Reason)
  case addGrant(AddGrant)
  case endGrant(Reason)
  case addChannel(AddChannel)
  case connectChannel(ConnectChannel)
  case pauseChannel(Reason)
  case resumeChannel
  case removeChannel(Reason)
  case composePost(ComposePost)
  case editPost(EditPost)
  case submitPost(RevisionNamed)
  case approvePost(RevisionNamed)
  case returnPost(Reason)
  case withdrawPost(Reason)
  case placeStop(PlaceStop)
  case liftStop(Reason)
  case decideDelivery(DecideDelivery)
  case resolveConflict(ResolveConflict)
}

/// The name of an act in the envelope, in audit and in messages: `post.approve`.
package enum Verb: String, Sendable, Codable, CaseIterable {
  case addRegion = "region.add"
  case admitRegion = "region.admit"
  case lockRegion = "region.lock"
  case unlockRegion = "region.unlock"
  case revokeRegion = "region.revoke"
  case thawDispatch = "dispatch.thaw"
  case setPolicy = "policy.set"
  case addMember = "member.add"
  case renewCode = "member.code"
  case revokeMember = "member.revoke"
  case addGrant = "grant.add"
  case endGrant = "grant.end"
  case addChannel = "channel.add"
  case connectChannel = "channel.connect"
  case pauseChannel = "channel.pause"
  case resumeChannel = "channel.resume"
  case removeChannel = "channel.remove"
  case composePost = "post.compose"
  case editPost = "post.edit"
  case submitPost = "post.submit"
  case approvePost = "post.approve"
  case returnPost = "post.return"
  case withdrawPost = "post.withdraw"
  case placeStop = "stop.place"
  case liftStop = "stop.lift"
  case decideDelivery = "delivery.decide"
  case resolveConflict = "conflict.resolve"

  package var kind: ItemKind {
    switch self {
    case .addRegion, .admitRegion, .lockRegion, .unlockRegion, .revokeRegion, .thawDispatch: .region
    case .setPolicy: .policy
    case .addMember, .renewCode, .revokeMember: .member
    case .addGrant, .endGrant: .grant
    case .addChannel, .connectChannel, .pauseChannel, .resumeChannel, .removeChannel: .channel
    case .composePost, .editPost, .submitPost, .approvePost, .returnPost, .withdrawPost: .post
    case .placeStop, .liftStop: .stop
    case .decideDelivery: .delivery
    case .resolveConflict: .conflict
    }
  }

  /// Ruled ahead of everything that waits: it only ever makes less go out.
  package var isRestrictive: Bool {
    switch self {
    case .placeStop, .withdrawPost, .returnPost, .revokeMember, .pauseChannel, .removeChannel, .lockRegion,
      .revokeRegion, .endGrant:
      true
    default: false
    }
  }
}

extension Act {
  /// Why, where the act says so.
  package var reason: String? {
    switch self {
    case .lockRegion(let why), .revokeRegion(let why), .thawDispatch(let why), .revokeMember(let why),
      .endGrant(let why), .pauseChannel(let why), .removeChannel(let why), .returnPost(let why),
      .withdrawPost(let why), .liftStop(let why):
      why.reason
    case .placeStop(let order): order.reason
    case .decideDelivery(let word): word.reason
    default: nil
    }
  }

  package var isRestrictive: Bool { verb.isRestrictive }

  package var verb: Verb {
    switch self {
    case .addRegion: .addRegion
    case .admitRegion: .admitRegion
    case .lockRegion: .lockRegion
    case .unlockRegion: .unlockRegion
    case .revokeRegion: .revokeRegion
    case .thawDispatch: .thawDispatch
    case .setPolicy: .setPolicy
    case .addMember: .addMember
    case .renewCode: .renewCode
    case .revokeMember: .revokeMember
    case .addGrant: .addGrant
    case .endGrant: .endGrant
    case .addChannel: .addChannel
    case .connectChannel: .connectChannel
    case .pauseChannel: .pauseChannel
    case .resumeChannel: .resumeChannel
    case .removeChannel: .removeChannel
    case .composePost: .composePost
    case .editPost: .editPost
    case .submitPost: .submitPost
    case .approvePost: .approvePost
    case .returnPost: .returnPost
    case .withdrawPost: .withdrawPost
    case .placeStop: .placeStop
    case .liftStop: .liftStop
    case .decideDelivery: .decideDelivery
    case .resolveConflict: .resolveConflict
    }
  }
}
