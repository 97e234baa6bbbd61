extension Act {
  init(
    verb: Verb, payload values: KeyedDecodingContainer<Activity.CodingKeys>, key: Activity.CodingKeys
  ) throws {
    func payload<Payload: Decodable>(_: Payload.Type = Payload.self) throws -> Payload {
      try values.decode(Payload.self, forKey: key)
    }
    switch verb {
    case .addRegion: self = .addRegion(try payload())
    case .admitRegion: self = .admitRegion(try payload())
    case .lockRegion: self = .lockRegion(try payload())
    case .unlockRegion: self = .unlockRegion
    case .revokeRegion: self = .revokeRegion(try payload())
    case .thawDispatch: self = .thawDispatch(try payload())
    case .setPolicy: self = .setPolicy(try payload())
    case .addMember: self = .addMember(try payload())
    case .renewCode: self = .renewCode
    case .revokeMember: self = .revokeMember(try payload())
    case .addGrant: self = .addGrant(try payload())
    case .endGrant: self = .endGrant(try payload())
    case .addChannel: self = .addChannel(try payload())
    case .connectChannel: self = .connectChannel(try payload())
    case .pauseChannel: self = .pauseChannel(try payload())
    case .resumeChannel: self = .resumeChannel
    case .removeChannel: self = .removeChannel(try payload())
    case .composePost: self = .composePost(try payload())
    case .editPost: self = .editPost(try payload())
    case .submitPost: self = .submitPost(try payload())
    case .approvePost: self = .approvePost(try payload())
    case .returnPost: self = .returnPost(try payload())
    case .withdrawPost: self = .withdrawPost(try payload())
    case .placeStop: self = .placeStop(try payload())
    case .liftStop: self = .liftStop(try payload())
    case .decideDelivery: self = .decideDelivery(try payload())
    case .resolveConflict: self = .resolveConflict(try payload())
    }
  }

  func encodePayload(
    into values: inout KeyedEncodingContainer<Activity.CodingKeys>, key: Activity.CodingKeys
  ) throws {
    switch self {
    case .addRegion(let payload): try values.encode(payload, forKey: key)
    case .admitRegion(let payload): try values.encode(payload, forKey: key)
    case .setPolicy(let payload): try values.encode(payload, forKey: key)
    case .addMember(let payload): try values.encode(payload, forKey: key)
    case .addGrant(let payload): try values.encode(payload, forKey: key)
    case .addChannel(let payload): try values.encode(payload, forKey: key)
    case .connectChannel(let payload): try values.encode(payload, forKey: key)
    case .composePost(let payload): try values.encode(payload, forKey: key)
    case .editPost(let payload): try values.encode(payload, forKey: key)
    case .submitPost(let payload), .approvePost(let payload): try values.encode(payload, forKey: key)
    case .placeStop(let payload): try values.encode(payload, forKey: key)
    case .decideDelivery(let payload): try values.encode(payload, forKey: key)
    case .resolveConflict(let payload): try values.encode(payload, forKey: key)
    case .lockRegion(let payload), .revokeRegion(let payload), .thawDispatch(let payload),
      .revokeMember(let payload), .endGrant(let payload), .pauseChannel(let payload), .removeChannel(let payload),
      .returnPost(let payload), .withdrawPost(let payload),
      .liftStop(let payload):
      try values.encode(payload, forKey: key)
    case .unlockRegion, .renewCode, .resumeChannel: break
    }
  }
}
