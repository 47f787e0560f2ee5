try:
    {}["a"]
except KeyError as error:
    raise ValueError("b") from error
